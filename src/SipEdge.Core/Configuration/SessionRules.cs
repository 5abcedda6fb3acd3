namespace SipEdge.Core.Configuration;

/// <summary><see cref="SessionOptions"/> in the units of the headers. Immutable.</summary>
public sealed record SessionRules(int Expires, int MinSe, SessionRefresher Refresher, Rel100Mode Rel100)
{
    /// <summary>Nobody may ask for less (RFC 4028 §5).</summary>
    public const int LeastSeconds = 90;

    /// <summary>For peers that no trunk names.</summary>
    public static SessionRules Default { get; } = Compile(new SessionOptions());

    /// <summary>An INVITE of the peer may require that its Replaces is understood.</summary>
    public bool TakesReplaces { get; init; }

    public bool UsesTimer => Refresher != SessionRefresher.Off;

    public static SessionRules Compile(SessionOptions options) =>
        new((int)options.Expires.TotalSeconds, (int)options.MinSe.TotalSeconds, options.Refresher, options.Rel100);
}
