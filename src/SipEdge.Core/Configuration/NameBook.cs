using System.Collections.Immutable;
using SipEdge.Sip.Resolution;

namespace SipEdge.Core.Configuration;

/// <summary>
/// What the names of a configuration stand for at one moment. A model is compiled with a book, so that a decision needs neither DNS
/// nor a look at the clock. Immutable.
/// </summary>
public sealed class NameBook
{
    private readonly ImmutableDictionary<SipHost, ImmutableArray<SipPlace>> _places;

    private NameBook(ImmutableDictionary<SipHost, ImmutableArray<SipPlace>> places) => _places = places;

    /// <summary>Nothing is known: names have no place, addresses are their own.</summary>
    public static NameBook Empty { get; } = new(ImmutableDictionary<SipHost, ImmutableArray<SipPlace>>.Empty);

    public NameBook With(SipHost host, ImmutableArray<SipPlace> places) => new(_places.SetItem(host, places));

    /// <summary>None for a name that is not resolved.</summary>
    public ImmutableArray<SipPlace> Find(SipHost host) => AddressPrefix.TryParseAddress(host.Name, out _, out _)
        ? SipPlanner.Plan(host, static _ => null).Places
        : _places.GetValueOrDefault(host, []);
}
