using System.Buffers.Binary;
using SipEdge.Load.Sip;
using SipEdge.Load.Sockets;

namespace SipEdge.Load.Rtp;

/// <summary>One call's audio from the caller to the callee: 160 bytes every 20 ms, known contents, its own SSRC.</summary>
internal sealed class RtpStream : IDisposable
{
    internal const int PacketLength = 172;
    internal const int HeaderLength = 12;
    private const uint SourceBase = 0x5E000000;
    private const int Remembered = 128;
    private readonly SrtpCodec? _send;
    private readonly SrtpCodec? _receive;
    private readonly long[] _sentAt = new long[Remembered];
    private readonly uint _source;
    private ushort _sequence;

    private RtpStream(int index, Ipv4Endpoint target, SrtpCodec? send, SrtpCodec? receive)
    {
        _source = SourceBase + (uint)index;
        Target = target;
        _send = send;
        _receive = receive;
    }

    internal Ipv4Endpoint Target { get; }

    internal static RtpStream Through(Call call, int index) => new(
        index,
        call.MediaForCaller,
        call.Media.CallerSecure ? new SrtpCodec(call.FromCaller) : null,
        call.Media.CalleeSecure ? new SrtpCodec(call.TowardsCallee) : null);

    /// <summary>Past any system, straight to the sink: what the generator itself can do.</summary>
    internal static RtpStream Direct(Ipv4Endpoint sink, int index) => new(index, sink, null, null);

    /// <summary>Which stream a packet with a whole header belongs to: the SSRC is never encrypted.</summary>
    internal static uint IndexOf(ReadOnlySpan<byte> packet) => BinaryPrimitives.ReadUInt32BigEndian(packet[8..]) - SourceBase;

    internal int Write(Span<byte> buffer, long now)
    {
        _sequence++;
        _sentAt[_sequence % Remembered] = now;
        buffer[0] = 0x80;
        buffer[1] = 8;
        BinaryPrimitives.WriteUInt16BigEndian(buffer[2..], _sequence);
        BinaryPrimitives.WriteUInt32BigEndian(buffer[4..], _sequence * 160u);
        BinaryPrimitives.WriteUInt32BigEndian(buffer[8..], _source);
        BinaryPrimitives.WriteUInt32BigEndian(buffer[12..], _source);
        buffer[16..PacketLength].Fill((byte)_sequence);
        return _send is null ? PacketLength : _send.Protect(buffer, PacketLength);
    }

    /// <summary>When the received packet was sent; 0 when it is no packet of this stream or too old to know.</summary>
    internal long SentAt(ReadOnlySpan<byte> packet)
    {
        ushort sequence = BinaryPrimitives.ReadUInt16BigEndian(packet[2..]);
        return (ushort)(_sequence - sequence) < Remembered ? _sentAt[sequence % Remembered] : 0;
    }

    /// <summary>Whether the packet decrypts and holds what was sent.</summary>
    internal bool IsIntact(Span<byte> packet)
    {
        int length = _receive is null ? packet.Length : _receive.Unprotect(packet);
        return length == PacketLength
            && BinaryPrimitives.ReadUInt32BigEndian(packet[12..]) == _source
            && packet[16..PacketLength].IndexOfAnyExcept(packet[3]) < 0;
    }

    public void Dispose()
    {
        _send?.Dispose();
        _receive?.Dispose();
    }
}
