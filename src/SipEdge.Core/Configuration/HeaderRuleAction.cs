namespace SipEdge.Core.Configuration;

/// <summary>What a header rule does to the header it names.</summary>
public enum HeaderRuleAction : byte { Set, Copy, Remove }
