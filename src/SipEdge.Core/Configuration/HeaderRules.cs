using System.Collections.Immutable;
using System.Text;
using SipEdge.Sip.Messages;

namespace SipEdge.Core.Configuration;

/// <summary>The header rules of a trunk in the order written: of two for one header the later counts. Immutable.</summary>
public sealed class HeaderRules
{
    public static HeaderRules None { get; } = new([], []);

    private HeaderRules(ImmutableArray<HeaderRule> towards, ImmutableArray<HeaderRule> from)
    {
        Towards = towards;
        From = from;
    }

    public ImmutableArray<HeaderRule> Towards { get; }

    public ImmutableArray<HeaderRule> From { get; }

    public static HeaderRules Compile(ImmutableArray<HeaderRuleOptions> rules) => rules.IsEmpty
        ? None
        : new HeaderRules(Compile(rules, HeaderRuleDirection.Towards), Compile(rules, HeaderRuleDirection.From));

    /// <summary>
    /// Headers of the private network extensions: what one network tells itself about a call (RFC 7315 §6, RFC 7044 §10).
    /// </summary>
    public static bool StaysInTrustDomain(HeaderId id, ReadOnlySpan<byte> name) =>
        id == HeaderId.HistoryInfo || (name.Length > 2 && Ascii.EqualsIgnoreCase(name[..2], "P-"u8));

    private static ImmutableArray<HeaderRule> Compile(ImmutableArray<HeaderRuleOptions> rules, HeaderRuleDirection direction) =>
        [.. rules.Where(rule => rule.Direction == direction).Select(Compile)];

    private static HeaderRule Compile(HeaderRuleOptions rule)
    {
        var (action, name) = rule switch
        {
            { Set: { } set } => (HeaderRuleAction.Set, set),
            { Copy: { } copy } => (HeaderRuleAction.Copy, copy),
            _ => (HeaderRuleAction.Remove, rule.Remove!),
        };
        var bytes = Encoding.ASCII.GetBytes(name);
        var id = HeaderNames.Find(bytes);
        var canonical = id == HeaderId.Other ? bytes : HeaderNames.Canonical(id).ToArray();
        return new HeaderRule
        {
            Action = action,
            Id = id,
            Name = canonical,
            SetLine = action == HeaderRuleAction.Set
                ? [.. canonical, .. ": "u8, .. Encoding.UTF8.GetBytes(rule.Value!), .. "\r\n"u8]
                : [],
        };
    }
}
