namespace SipEdge.Core.Calls;

/// <summary>What a session timer asks its owner to do.</summary>
internal enum SessionAct : byte
{
    None,

    /// <summary>Send a request that refreshes the dialog.</summary>
    Refresh,

    /// <summary>Nobody refreshed in time: end the call.</summary>
    Expire,
}
