namespace SipEdge.Core.Configuration;

/// <summary>What becomes of a call to a trunk that has no room for it.</summary>
public enum FullTrunkMode : byte
{
    /// <summary>It goes to the next trunk of its group.</summary>
    Next,

    Refuse,
}
