namespace SipEdge.Core.Configuration;

/// <summary>What keeps the way to a phone open between its registrations, and how often it is sent.</summary>
public sealed record PhoneKeepaliveOptions
{
    public PhoneKeepalive Method { get; init; } = PhoneKeepalive.None;

    /// <summary>Below the 30 s after which the least patient NATs forget a UDP mapping.</summary>
    public TimeSpan Interval { get; init; } = TimeSpan.FromSeconds(25);
}
