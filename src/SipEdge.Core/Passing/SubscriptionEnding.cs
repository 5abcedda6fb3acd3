namespace SipEdge.Core.Passing;

/// <summary>Why a subscription is over, as it is counted.</summary>
internal enum SubscriptionEnding : byte
{
    /// <summary>The notifier did not take it.</summary>
    Refused,

    /// <summary>The notifier said so.</summary>
    Terminated,

    /// <summary>Nobody refreshed it.</summary>
    Expired,

    /// <summary>The other side did not know it any more, or did not answer a NOTIFY (RFC 6665 §4.2.2).</summary>
    Lost,

    /// <summary>The phone that it belongs to is not registered any more, or out of reach.</summary>
    PhoneGone,

    /// <summary>The configuration does not let it pass any more.</summary>
    NotAllowed,
}
