namespace SipEdge.Media.Relay;

/// <summary>Outcome of opening a session.</summary>
public enum MediaOpenStatus : byte
{
    Opened,

    /// <summary>Every port of the range is taken, by us or by another process.</summary>
    NoPorts,

    /// <summary>As many sessions are open as the plane was built for.</summary>
    NoSessions,

    /// <summary>A socket could not be made or bound: no descriptors left, or the address is not on this machine.</summary>
    SocketError,
}
