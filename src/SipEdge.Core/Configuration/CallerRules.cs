namespace SipEdge.Core.Configuration;

/// <summary>What an account, an ACL or a trunk says about the calls it brings, resolved. Immutable after construction.</summary>
public sealed class CallerRules
{
    /// <summary>Says nothing.</summary>
    public static CallerRules None { get; } = new();

    /// <summary>Its own rule, or that of its policy.</summary>
    public CallerIdRule? CallerId { get; init; }

    /// <summary>Empty: it says nothing about who owns what.</summary>
    public NumberSet Owned { get; init; } = NumberSet.Empty;

    public PolicyModel? Policy { get; init; }

    public ConfigLine OwnedLine { get; init; }

    public ConfigLine PolicyLine { get; init; }
}
