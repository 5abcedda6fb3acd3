namespace SipEdge.Core.Configuration;

/// <summary>Which of several addresses that are as good by their priority is tried first.</summary>
public enum GatewayPreference : byte
{
    /// <summary>As weights draw, then as written.</summary>
    Order,

    /// <summary>The one whose answers to OPTIONS come soonest.</summary>
    LowestRtt,
}
