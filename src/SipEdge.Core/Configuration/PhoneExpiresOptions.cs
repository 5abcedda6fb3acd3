namespace SipEdge.Core.Configuration;

/// <summary>How long registrations last on either side.</summary>
public sealed record PhoneExpiresOptions
{
    /// <summary>What a phone may ask for at least; less is answered 423 (RFC 3261 §10.3).</summary>
    public TimeSpan Least { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// What a phone gets at most. Short: a phone that is gone is noticed, and the way through its NAT stays open (UDP mappings
    /// live for 30 s to 5 min, RFC 4787 §4.3).
    /// </summary>
    public TimeSpan Phone { get; init; } = TimeSpan.FromSeconds(90);

    /// <summary>What the PBX is asked for. Long: the edge answers for it meanwhile.</summary>
    public TimeSpan Pbx { get; init; } = TimeSpan.FromHours(1);
}
