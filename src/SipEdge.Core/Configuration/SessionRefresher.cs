namespace SipEdge.Core.Configuration;

/// <summary>Who keeps a session up (RFC 4028 §4), in the roles of the INVITE that began it.</summary>
public enum SessionRefresher : byte
{
    /// <summary>Whom the peer names; where it names nobody, the caller if it can.</summary>
    Auto,

    /// <summary>Who sent the INVITE.</summary>
    Uac,

    /// <summary>Who was called.</summary>
    Uas,

    /// <summary>No session timers.</summary>
    Off,
}
