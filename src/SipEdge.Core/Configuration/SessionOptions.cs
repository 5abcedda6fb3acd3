namespace SipEdge.Core.Configuration;

/// <summary>What keeps the dialogs with a trunk honest: session timers (RFC 4028) and reliable ringing (RFC 3262).</summary>
public sealed record SessionOptions
{
    /// <summary>What RFC 4028 §4 recommends.</summary>
    public TimeSpan Expires { get; init; } = TimeSpan.FromMinutes(30);

    /// <summary>The least that RFC 4028 §5 allows.</summary>
    public TimeSpan MinSe { get; init; } = TimeSpan.FromSeconds(SessionRules.LeastSeconds);

    public SessionRefresher Refresher { get; init; } = SessionRefresher.Auto;

    public Rel100Mode Rel100 { get; init; } = Rel100Mode.Supported;
}
