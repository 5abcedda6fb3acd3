using System.Collections.Immutable;

namespace SipEdge.Core.Configuration;

/// <summary>
/// What an account, an ACL or a trunk says about the calls it brings. Of each key the most specific one counts: the account's,
/// then the ACL's, then the trunk's.
/// </summary>
public sealed record CallerOptions
{
    /// <summary>Not given: the next less specific one; in the end any.</summary>
    public CallerIdOptions? CallerId { get; init; }

    /// <summary>Numbers, beginnings and ranges that callers may show as their own.</summary>
    public ImmutableArray<string> OwnedNumbers { get; init; } = [];

    /// <summary>A name under policies.</summary>
    public string? Policy { get; init; }
}
