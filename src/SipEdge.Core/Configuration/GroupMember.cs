namespace SipEdge.Core.Configuration;

/// <summary>One trunk of what a route leads to. A trunk that stands for itself is the only one.</summary>
public sealed record GroupMember(TrunkModel Trunk, int Priority = 0, int Weight = 0);
