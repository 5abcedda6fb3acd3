namespace SipEdge.Core.Configuration;

/// <summary>Which messages a header rule of a trunk is for.</summary>
public enum HeaderRuleDirection : byte
{
    /// <summary>What is sent to the trunk.</summary>
    Towards,

    /// <summary>What the trunk sends, before it goes to anybody.</summary>
    From,
}
