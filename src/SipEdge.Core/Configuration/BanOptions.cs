namespace SipEdge.Core.Configuration;

/// <summary>When an address is no longer listened to. Configured addresses are never banned by themselves.</summary>
public sealed record BanOptions
{
    /// <summary>Whether the edge bans by itself. Bans made by hand count either way.</summary>
    public bool Automatic { get; init; } = true;

    /// <summary>The score that bans: ten wrong passwords.</summary>
    public int Threshold { get; init; } = 100;

    /// <summary>A score at the threshold has decayed to nothing after this.</summary>
    public TimeSpan Window { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>The first ban of an address; each further one is twice as long.</summary>
    public TimeSpan First { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>The longest ban, and how long after one its length is remembered.</summary>
    public TimeSpan Longest { get; init; } = TimeSpan.FromDays(1);

    /// <summary>
    /// How long an address that answered a challenge rightly cannot be banned by datagrams, which anyone can forge.
    /// </summary>
    public TimeSpan ProvenFor { get; init; } = TimeSpan.FromHours(1);

    /// <summary>Bans in force at once. When there are more, further ones are counted and not made.</summary>
    public int Entries { get; init; } = 10_000;
}
