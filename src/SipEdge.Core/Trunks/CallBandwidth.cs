namespace SipEdge.Core.Trunks;

/// <summary>
/// What a line of media takes in one direction, in kbit/s, with the headers of IPv4, UDP and RTP for a packet every 20 ms (the usual
/// interval of codecs with one of their own). An estimate for counting, from what was agreed on: nothing is measured.
/// </summary>
public static class CallBandwidth
{
    /// <summary>G.711 and G.722, and what is not known.</summary>
    public const int Voice = 80;

    /// <summary>Video has no rate of its own; half a megabit is a small picture.</summary>
    public const int Video = 512;

    /// <param name="codec">Encoding name of SDP, any case.</param>
    public static int OfVoice(string codec) =>
        Is(codec, "G729") ? 24
        : Is(codec, "iLBC") ? 32
        : Is(codec, "GSM") ? 29
        : Is(codec, "G723") ? 17
        : Is(codec, "AMR") ? 29
        : Is(codec, "AMR-WB") ? 40
        : Is(codec, "opus") ? 48
        : codec.StartsWith("G726-", StringComparison.OrdinalIgnoreCase) ? 48
        : Voice;

    private static bool Is(string codec, string name) => codec.Equals(name, StringComparison.OrdinalIgnoreCase);
}
