namespace SipEdge.Media.Srtp;

/// <summary>The 48-bit index of a packet: roll-over counter and sequence number (RFC 3711 §3.3.1).</summary>
internal static class PacketIndex
{
    /// <summary>Indices of one key (RFC 3711 §9.2).</summary>
    public const ulong Limit = 1UL << 48;

    /// <summary>Sequence numbers before a wrap.</summary>
    public const long Wrap = 1L << 16;

    private const int Half = 1 << 15;

    /// <summary>
    /// Appendix A: the index nearest to the highest one seen. Negative for a sequence number from before the first wrap:
    /// there is no roll-over count -1.
    /// </summary>
    public static long Estimate(in ReplayWindow window, ushort sequence)
    {
        if (window.IsEmpty)
        {
            return sequence;
        }

        var rollOver = (long)window.Highest & -Wrap;
        var highest = (int)(window.Highest & 0xFFFF);
        if (highest < Half)
        {
            rollOver -= sequence - highest > Half ? Wrap : 0;
        }
        else
        {
            rollOver += highest - Half > sequence ? Wrap : 0;
        }

        return rollOver | sequence;
    }
}
