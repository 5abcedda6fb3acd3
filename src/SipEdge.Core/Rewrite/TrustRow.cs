namespace SipEdge.Core.Rewrite;

/// <summary>One row of <see cref="TrustTable"/>.</summary>
public readonly record struct TrustRow(
    Side From, PrivacyRequest Wish, Side To, IdentityWord Word, Leaving Leaves, FromForm Presented, PrivacyForm Privacy);

/// <summary>Inside our trust domain or not (RFC 3325 §2.3).</summary>
public enum Side : byte { Untrusted, Trusted }

/// <summary>Whose word on the caller counts.</summary>
public enum IdentityWord : byte
{
    /// <summary>What the caller's side asserted; where it asserted nothing, ours.</summary>
    Theirs,

    /// <summary>What the edge itself found out when it let the caller in. What the caller's side asserted is removed.</summary>
    Ours,
}

/// <summary>Whether that word goes on to the next hop.</summary>
public enum Leaving : byte
{
    Never,

    /// <summary>Where the trunk has <c>send_pai_untrusted: when_not_private</c>.</summary>
    IfAllowed,

    Always,
}

/// <summary>What From shows.</summary>
public enum FromForm : byte { Kept, Anonymous }

/// <summary>The Privacy header that goes on.</summary>
public enum PrivacyForm : byte
{
    Unwritten,

    /// <summary>"none".</summary>
    NoneKept,

    /// <summary>"id", with "critical" where the caller said so: whoever leaves the trust domain next keeps the secret.</summary>
    IdAdded,
}
