namespace SipEdge.Core.Configuration;

/// <summary>What becomes of a call whose media stays away.</summary>
public enum MediaTimeoutAction : byte
{
    /// <summary>It is told in the log, the metrics and the call's record.</summary>
    Report,

    /// <summary>The call is ended too.</summary>
    HangUp,
}
