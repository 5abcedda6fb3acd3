namespace SipEdge.Core.Configuration;

/// <summary>What becomes of a call to a trunk that is not registered.</summary>
public enum WhenUnregistered : byte
{
    /// <summary>The trunk is left out.</summary>
    FailOver,

    /// <summary>It is tried all the same: some carriers take calls of whoever knows the password.</summary>
    SendAnyway,
}
