namespace SipEdge.Media.Srtp;

/// <summary>The 48-bit index of a packet: roll-over counter and sequence number (RFC 3711 §3.3.1).</summary>
internal static class PacketIndex
{
    /// <summary>Indices of one key (RFC 3711 §9.2).</summary>
    public const ulong Limit = 1UL << 48;

    private const int Half = 1 << 15;

    /// <summary>
    /// Appendix A: the index nearest to the highest one seen. False for a sequence number from before the first wrap:
    /// there is no roll-over count -1.
    /// </summary>
    public static bool TryEstimate(in ReplayWindow window, ushort sequence, out ulong index)
    {
        index = sequence;
        if (window.IsEmpty)
        {
            return true;
        }

        var rollOver = window.Highest >> 16;
        var highest = (int)(window.Highest & 0xFFFF);
        if (highest < Half)
        {
            if (sequence - highest > Half)
            {
                if (rollOver == 0)
                {
                    return false;
                }

                rollOver--;
            }
        }
        else if (highest - Half > sequence)
        {
            rollOver++;
        }

        index = (rollOver << 16) | sequence;
        return true;
    }
}
