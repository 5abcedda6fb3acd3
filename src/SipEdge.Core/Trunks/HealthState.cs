namespace SipEdge.Core.Trunks;

/// <summary>What OPTIONS say of an address.</summary>
public enum HealthState : byte
{
    /// <summary>It was not asked often enough yet; calls go there.</summary>
    Unknown,

    Up,
    Down,
}
