namespace SipEdge.Core.Configuration;

/// <summary>What signalling and audio of a trunk must be, taken together: each is worth little without the other.</summary>
public enum TrunkSecurity : byte
{
    /// <summary>As each gateway says.</summary>
    Mixed,

    /// <summary>TLS and SRTP, or no call.</summary>
    Secure,

    /// <summary>Neither.</summary>
    Insecure,
}
