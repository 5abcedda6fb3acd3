namespace SipEdge.Core.Configuration;

/// <summary>The URIs in which a trunk is told an asserted identity; at most one of each kind (RFC 3325 §9.1).</summary>
public enum IdentityForm : byte
{
    AsReceived,

    /// <summary>A sip URI; a tel identity becomes one with user=phone (RFC 3261 §19.1.6).</summary>
    Sip,

    /// <summary>A tel URI where the user is a global number, else a sip URI.</summary>
    Tel,

    /// <summary>A sip URI, and a tel URI where the user is a global number.</summary>
    Both,
}
