namespace SipEdge.Core.Trunks;

/// <summary>A trunk in one word, as an operator asks for it.</summary>
public enum TrunkCondition : byte
{
    Ok,

    /// <summary>Calls can be placed, but not as the configuration means.</summary>
    Degraded,

    /// <summary>No call can be placed.</summary>
    Down,

    Disabled,
    Draining,
}
