using System.Runtime.CompilerServices;

namespace SipEdge.Media.Relay;

/// <summary>
/// The payload types one side sends, as the other side knows them: the two have negotiated numbers of their own (RFC 3264
/// §5.1). Immutable; shared by whatever sides number alike.
/// </summary>
public sealed class PayloadMap
{
    /// <summary>In place of a number: packets of this type are not for the other side.</summary>
    public const byte Drop = 255;

    private const int Types = 128;

    private Table _table;

    /// <summary>Types that are not named stay as they are.</summary>
    public PayloadMap(ReadOnlySpan<(byte From, byte To)> pairs)
    {
        for (var i = 0; i < Types; i++)
        {
            _table[i] = (byte)i;
        }

        foreach (var (from, to) in pairs)
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(from, Types, nameof(pairs));
            if (to >= Types && to != Drop)
            {
                throw new ArgumentOutOfRangeException(nameof(pairs), to, "Neither a payload type nor Drop");
            }

            _table[from] = to;
        }
    }

    /// <summary>What a payload type of 0 to 127 becomes.</summary>
    public byte this[byte payloadType] => _table[payloadType & (Types - 1)];

    [InlineArray(Types)]
    private struct Table
    {
        private byte _first;
    }
}
