using SipEdge.Media.Relay;

namespace SipEdge.Media.Negotiation;

/// <summary>What the payload types of two sides are to each other once an offer is answered.</summary>
internal static class PayloadPairs
{
    /// <summary>What the offerer sends, as the answerer said that it wants to get it.</summary>
    public static PayloadMap? FromOfferer(ReadOnlySpan<Format> offered, ReadOnlySpan<Format> answered, PayloadMap? before)
    {
        Span<(byte From, byte To)> pairs = stackalloc (byte, byte)[FormatPlan.Room];
        var count = 0;
        foreach (ref readonly var format in answered)
        {
            if (format is { Kept: true, Taken: true })
            {
                pairs[count++] = (offered[format.Match].Number, format.Number);
            }
        }

        return Make(pairs[..count], before);
    }

    /// <summary>
    /// What the answerer sends, as the offerer knows it. It must send what it was offered (RFC 3264 §6.1); one that answered with
    /// numbers of its own may send those as well.
    /// </summary>
    public static PayloadMap? FromAnswerer(ReadOnlySpan<Format> offered, ReadOnlySpan<Format> answered, PayloadMap? before)
    {
        Span<(byte From, byte To)> pairs = stackalloc (byte, byte)[2 * FormatPlan.Room];
        var count = 0;
        foreach (ref readonly var format in answered)
        {
            if (format is { Kept: true, Taken: true })
            {
                pairs[count++] = (format.Number, offered[format.Match].Number);
            }
        }

        // Later pairs win: what the offer said goes before what the answer added.
        foreach (ref readonly var format in answered)
        {
            if (format is { Kept: true, Taken: true })
            {
                pairs[count++] = (offered[format.Match].Sent, offered[format.Match].Number);
            }
        }

        return Make(pairs[..count], before);
    }

    /// <summary>Null when nothing changes, and the map from before when it says the same.</summary>
    private static PayloadMap? Make(ReadOnlySpan<(byte From, byte To)> pairs, PayloadMap? before)
    {
        Span<byte> table = stackalloc byte[128];
        var changes = false;
        for (var i = 0; i < table.Length; i++)
        {
            table[i] = (byte)i;
        }

        foreach (var (from, to) in pairs)
        {
            table[from] = to;
        }

        var same = before is not null;
        for (var i = 0; i < table.Length; i++)
        {
            changes |= table[i] != i;
            same &= before is not null && before[(byte)i] == table[i];
        }

        return same ? before : changes ? new PayloadMap(pairs) : null;
    }
}
