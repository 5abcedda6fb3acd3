namespace SipEdge.Core.Trunks;

/// <summary>What one call says about the address that it went to.</summary>
internal enum CircuitVerdict : byte
{
    /// <summary>Nothing: it ended before anything was heard.</summary>
    Unknown,

    /// <summary>It was answered, rang, or was refused for the called user's sake.</summary>
    Well,

    /// <summary>The gateway could not, or was silent.</summary>
    Fault,
}
