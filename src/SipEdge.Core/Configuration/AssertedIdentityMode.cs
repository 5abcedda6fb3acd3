namespace SipEdge.Core.Configuration;

/// <summary>What a trunk receives as P-Asserted-Identity.</summary>
public enum AssertedIdentityMode : byte
{
    /// <summary>What a trusted caller asserted; nothing from others.</summary>
    Pass,

    /// <summary>As pass; where nothing was asserted, the edge asserts the identity it admitted (RFC 3325 §5).</summary>
    Set,

    Remove,
}
