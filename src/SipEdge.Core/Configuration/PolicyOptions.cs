using System.Collections.Immutable;

namespace SipEdge.Core.Configuration;

/// <summary>Rules for the calls of an account, an ACL or a trunk; the key is the name they refer to.</summary>
public sealed record PolicyOptions
{
    /// <summary>Numbers that may be called. Empty: all.</summary>
    public ImmutableArray<string> Allowed { get; init; } = [];

    /// <summary>Numbers that may not be called, also where they are allowed.</summary>
    public ImmutableArray<string> Denied { get; init; } = [];

    /// <summary>When calls are taken. Empty: always.</summary>
    public ImmutableArray<TimeWindowOptions> Hours { get; init; } = [];

    /// <summary>The zone whose clock <see cref="Hours"/> are read on, by its IANA name.</summary>
    public string? TimeZone { get; init; }

    public CallerIdOptions? CallerId { get; init; }

    public PrivacyMode Privacy { get; init; } = PrivacyMode.Any;

    /// <summary>A trunk, or echo, that every call goes to in place of what the routes say.</summary>
    public string? To { get; init; }

    /// <summary>Default: that of the reason.</summary>
    public int? RejectStatus { get; init; }

    /// <summary>The phrase beside the status.</summary>
    public string? RejectText { get; init; }
}
