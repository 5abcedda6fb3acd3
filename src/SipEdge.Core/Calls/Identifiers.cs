using System.Buffers.Text;
using System.Globalization;
using SipEdge.Sip.Transactions;

namespace SipEdge.Core.Calls;

/// <summary>
/// Makes the identifiers the edge is known by on its legs: Call-IDs that carry the loop number, and tags that carry the
/// call's slot. Both end in random bits, so that nobody can name a dialog that he was not told of.
/// Owned by one loop.
/// </summary>
internal sealed class Identifiers(int loopNumber, RandomSource random)
{
    /// <summary>"e" + loop (2 hex) + "-" + 24 hex.</summary>
    public const int CallIdLength = 28;

    /// <summary>Slot (7 hex) + side (1) + 16 hex.</summary>
    public const int TagLength = 24;

    /// <summary>Of a cnonce.</summary>
    public const int TokenLength = 16;

    private const int SidePlace = 7;

    private const int BatchBytes = 4096;
    private readonly byte[] _batch = new byte[BatchBytes];
    private int _used = BatchBytes;

    public int Loop => loopNumber;

    public void WriteCallId(Span<byte> destination)
    {
        destination[0] = (byte)'e';
        WriteHex(destination.Slice(1, 2), (uint)loopNumber);
        destination[3] = (byte)'-';
        Convert.TryToHexStringLower(Take(12), destination.Slice(4, 24), out _);
    }

    public void WriteTag(Span<byte> destination, int slot, CallSide side)
    {
        WriteHex(destination[..7], (uint)slot);
        destination[SidePlace] = side == CallSide.Caller ? (byte)'0' : (byte)'1';
        Convert.TryToHexStringLower(Take(8), destination.Slice(8, 16), out _);
    }

    /// <summary>
    /// The tag of one of several dialogs that an INVITE opened (RFC 3261 §12.1.1), next to the caller's first: 0 is that one, the
    /// others are 2 to 9 where it names the side. All are told to the same caller, so their random bits are the same.
    /// </summary>
    public static void WriteEarlyTag(Span<byte> destination, ReadOnlySpan<byte> callerTag, int index)
    {
        callerTag.CopyTo(destination);
        destination[SidePlace] = index == 0 ? (byte)'0' : (byte)('1' + index);
    }

    /// <summary>Which of the caller's dialogs a tag names that <see cref="TryReadTag"/> has read.</summary>
    public static int EarlyIndex(ReadOnlySpan<byte> callerTag) => callerTag[SidePlace] == '0' ? 0 : callerTag[SidePlace] - '1';

    /// <summary>Whether two tags are of the same leg, whatever dialog of it they name.</summary>
    public static bool SameLeg(ReadOnlySpan<byte> tag, ReadOnlySpan<byte> other) =>
        tag.Length == TagLength && other.Length == TagLength
        && tag[..SidePlace].SequenceEqual(other[..SidePlace])
        && tag[(SidePlace + 1)..].SequenceEqual(other[(SidePlace + 1)..])
        && tag[SidePlace] == '1' == (other[SidePlace] == '1');

    /// <summary>Text that nobody can guess: <see cref="TokenLength"/> hexadecimal digits.</summary>
    public void WriteToken(Span<byte> destination) =>
        Convert.TryToHexStringLower(Take(TokenLength / 2), destination[..TokenLength], out _);

    /// <summary>The random bits of a tag that <see cref="TryReadTag"/> has read; 0 when they are none.</summary>
    public static ulong RandomOf(ReadOnlySpan<byte> tag) =>
        Utf8Parser.TryParse(tag[8..], out ulong random, out var used, 'x') && used == 16 ? random : 0;

    /// <summary>Random bits for SDP session ids, echo of nothing else.</summary>
    public uint NextUInt32() => BitConverter.ToUInt32(Take(4));

    /// <summary>Whether <paramref name="callId"/> has the form of one of ours, and which loop it names.</summary>
    public static bool TryReadLoop(ReadOnlySpan<byte> callId, out int loop)
    {
        loop = 0;
        return callId.Length == CallIdLength && callId[0] == (byte)'e' && callId[3] == (byte)'-'
            && Utf8Parser.TryParse(callId.Slice(1, 2), out loop, out var used, 'x') && used == 2;
    }

    /// <summary>The loop that a Call-ID falls on: the one that ours names, or a hash of the peer's.</summary>
    public static int LoopOf(ReadOnlySpan<byte> callId, int loops)
    {
        if (TryReadLoop(callId, out var loop) && loop < loops)
        {
            return loop;
        }
        var hash = 2166136261u; // FNV-1a: spread, not secrecy; a peer that picks its loop gains nothing
        foreach (var octet in callId)
        {
            hash = (hash ^ octet) * 16777619;
        }
        return (int)(hash % (uint)loops);
    }

    /// <summary>
    /// Whether <paramref name="tag"/> has the form of one of ours. Whether it is one only the call itself can tell.
    /// </summary>
    public static bool TryReadTag(ReadOnlySpan<byte> tag, out int slot, out CallSide side)
    {
        slot = 0;
        side = CallSide.Caller;
        if (tag.Length != TagLength || !Utf8Parser.TryParse(tag[..7], out slot, out var used, 'x') || used != 7)
        {
            return false;
        }
        side = tag[SidePlace] == (byte)'1' ? CallSide.Callee : CallSide.Caller;
        return tag[SidePlace] is >= (byte)'0' and <= (byte)'9';
    }

    private static void WriteHex(Span<byte> destination, uint value) =>
        value.TryFormat(destination, out _, destination.Length == 2 ? "x2" : "x7", CultureInfo.InvariantCulture);

    private ReadOnlySpan<byte> Take(int count)
    {
        if (_used + count > BatchBytes)
        {
            random(_batch);
            _used = 0;
        }
        _used += count;
        return _batch.AsSpan(_used - count, count);
    }
}
