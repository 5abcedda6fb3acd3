namespace SipEdge.Media.Announcements;

/// <summary>
/// What a player plays: G.711 samples of 8 kHz, in both laws so that either codec is fed by copying. Immutable; shared by
/// every call that plays it.
/// </summary>
public sealed class AnnouncementClip
{
    public const int SamplesPerSecond = 8000;

    /// <summary>Ten minutes: 9.6 MB with both laws.</summary>
    public const int MaxSamples = 600 * SamplesPerSecond;

    private readonly byte[] _a;
    private readonly byte[] _mu;

    /// <param name="samples">One byte for each sample; copied.</param>
    /// <param name="law">What the bytes are.</param>
    public AnnouncementClip(ReadOnlySpan<byte> samples, G711Law law)
    {
        ArgumentOutOfRangeException.ThrowIfZero(samples.Length);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(samples.Length, MaxSamples);
        Law = law;
        _a = samples.ToArray();
        _mu = samples.ToArray();
        var converted = law == G711Law.A ? _mu : _a;
        for (var i = 0; i < converted.Length; i++)
        {
            converted[i] = law == G711Law.A ? G711Conversion.ToMu(converted[i]) : G711Conversion.ToA(converted[i]);
        }
    }

    /// <summary>What the file had; the other law is converted.</summary>
    public G711Law Law { get; }

    public int Length => _a.Length;

    public TimeSpan Duration => TimeSpan.FromSeconds((double)Length / SamplesPerSecond);

    public ReadOnlySpan<byte> Samples(G711Law law) => law == G711Law.A ? _a : _mu;

    /// <summary>Nothing is heard: what fills a last packet that the clip does not.</summary>
    public static byte Silence(G711Law law) => law == G711Law.A ? (byte)0xD5 : (byte)0xFF;
}
