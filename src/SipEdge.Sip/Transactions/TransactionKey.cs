using System.Buffers.Binary;
using System.Runtime.InteropServices;
using SipEdge.Sip.Messages;

namespace SipEdge.Sip.Transactions;

/// <summary>
/// What makes two requests the same request for a server: RFC 3261 §17.2.3, as bytes to be compared whole. Every part is
/// preceded by its length, so no two different keys can have the same bytes.
/// </summary>
internal static class TransactionKey
{
    private const byte ByBranch = 1;
    private const byte ByMessage = 2;
    private const byte ByMerge = 3;

    /// <summary>Room beside the parts of a message that a key copies.</summary>
    public const int Overhead = 64;

    /// <summary>
    /// Branch, sent-by and method, an ACK counting as its INVITE. A Via without the magic cookie is of an RFC 2543 client
    /// and is known by Request-URI, From tag, Call-ID, CSeq number and top Via instead.
    /// Deviates: the To tag is left out there. An ACK carries the tag of our answer, and no client sends two requests that
    /// differ in nothing but that.
    /// </summary>
    public static int Write(Span<byte> destination, scoped in SipMessageView request, SipMethod method)
    {
        var writer = new KeyWriter(destination);
        var branch = request.TopVia.Branch;
        if (branch.StartsWith("z9hG4bK"u8) && branch.Length > 7)
        {
            writer.Put(ByBranch);
            writer.PutMethod(method, request.MethodName);
            writer.Put(branch);
            writer.PutLower(request.TopVia.SentBy);
            return writer.Length;
        }

        writer.Put(ByMessage);
        writer.PutMethod(method, request.MethodName);
        writer.Put(request.RequestUri);
        writer.Put(request.FromTag);
        writer.Put(request.CallId);
        writer.Put(request.CSeq);
        writer.Put(request.TopVia.Raw);
        return writer.Length;
    }

    /// <summary>What two copies of one request that came by different ways have in common (RFC 3261 §8.2.2.2).</summary>
    public static int WriteMerge(Span<byte> destination, scoped in SipMessageView request)
    {
        var writer = new KeyWriter(destination);
        writer.Put(ByMerge);
        writer.PutMethod(request.Method, request.MethodName);
        writer.Put(request.FromTag);
        writer.Put(request.CallId);
        writer.Put(request.CSeq);
        return writer.Length;
    }

    /// <summary>
    /// Marvin, seeded per process: strangers choose these bytes and must not be able to choose the bucket. It reads two
    /// bytes at a time; keys are padded to an even length.
    /// </summary>
    public static int Hash(ReadOnlySpan<byte> key) => string.GetHashCode(MemoryMarshal.Cast<byte, char>(key));

    private ref struct KeyWriter(Span<byte> destination)
    {
        private readonly Span<byte> _destination = destination;
        private int _length;

        /// <summary>Padded with a zero to an even number.</summary>
        public readonly int Length
        {
            get
            {
                if (_length % 2 == 1)
                {
                    _destination[_length] = 0;
                }

                return _length + (_length % 2);
            }
        }

        public void Put(byte value) => _destination[_length++] = value;

        public void Put(uint value)
        {
            BinaryPrimitives.WriteUInt32LittleEndian(_destination[_length..], value);
            _length += sizeof(uint);
        }

        public void Put(scoped ReadOnlySpan<byte> part)
        {
            Put((uint)part.Length);
            part.CopyTo(_destination[_length..]);
            _length += part.Length;
        }

        /// <summary>Host names compare without case; a port has none.</summary>
        public void PutLower(scoped ReadOnlySpan<byte> part)
        {
            Put((uint)part.Length);
            System.Text.Ascii.ToLower(part, _destination[_length..], out var written);
            if (written < part.Length)
            {
                part.CopyTo(_destination[_length..]);
            }

            _length += part.Length;
        }

        public void PutMethod(SipMethod method, scoped ReadOnlySpan<byte> name)
        {
            Put((byte)(method == SipMethod.Ack ? SipMethod.Invite : method));
            if (method == SipMethod.Unknown)
            {
                Put(name);
            }
        }
    }
}
