using System.Collections.Immutable;
using System.Net;
using SipEdge.Sip.Transport;

namespace SipEdge.Core.Configuration;

/// <summary>
/// Which TCP listener the large requests of a trunk leave from, by the UDP listener they would have left from. Immutable.
/// </summary>
public sealed class LargeRequests
{
    private readonly ImmutableArray<LargeRequestRule> _rules;

    private LargeRequests(ImmutableArray<LargeRequestRule> rules) => _rules = rules;

    /// <summary>Every request stays on UDP.</summary>
    public static LargeRequests Never { get; } = new([]);

    /// <param name="most">The longest datagram; 0: any.</param>
    /// <param name="listeners">All, in the order of their numbers.</param>
    public static LargeRequests Compile(int most, ImmutableArray<ListenerModel> listeners) =>
        most == 0 ? Never : new([.. listeners.Select(listener => RuleOf(listener, most, listeners))]);

    /// <summary>What holds for a request on its way there.</summary>
    public LargeRequestRule On(in Flow flow) =>
        flow.Transport == TransportKind.Udp && flow.Listener < _rules.Length ? _rules[flow.Listener] : default;

    /// <summary>The TCP listener on the same address; else the first that reaches what this one reaches.</summary>
    private static LargeRequestRule RuleOf(ListenerModel from, int most, ImmutableArray<ListenerModel> listeners)
    {
        if (from.Transport != TransportKind.Udp)
        {
            return default;
        }
        var stream = listeners
            .Where(listener => listener.Transport == TransportKind.Tcp
                && listener.Bind.AddressFamily == from.Bind.AddressFamily
                && IPAddress.IsLoopback(listener.Bind.Address) == IPAddress.IsLoopback(from.Bind.Address))
            .OrderByDescending(listener => listener.Bind.Address.Equals(from.Bind.Address))
            .FirstOrDefault();
        return stream is null ? default : new LargeRequestRule(most, stream.Number);
    }
}
