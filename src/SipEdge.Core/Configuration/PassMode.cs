namespace SipEdge.Core.Configuration;

/// <summary>What becomes of a request that is no call (V-20).</summary>
public enum PassMode : byte
{
    Reject,

    /// <summary>Goes where a call to the same number would go, if the trunk there takes it too.</summary>
    Pass,
}
