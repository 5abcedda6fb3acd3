using System.Collections.Frozen;
using System.Collections.Immutable;
using SipEdge.Core.Configuration;

namespace SipEdge.Core.Admission;

/// <summary>
/// Which trunks are registered at their carriers at one moment, and over which connections. Immutable: the keeper of registrations
/// puts a new one in its place.
/// </summary>
public sealed class RegisteredTrunks(FrozenSet<string> ids, FrozenDictionary<int, ImmutableArray<string>> flows)
{
    public static RegisteredTrunks None { get; } = new([], FrozenDictionary<int, ImmutableArray<string>>.Empty);

    /// <summary>For an explanation without an edge that could be asked.</summary>
    public static RegisteredTrunks Assumed { get; } = new([], FrozenDictionary<int, ImmutableArray<string>>.Empty) { IsAssumed = true };

    private bool IsAssumed { get; init; }

    public bool Has(TrunkModel trunk) => IsAssumed || ids.Contains(trunk.Id);

    /// <summary>The ids of the trunks whose REGISTER went out over this connection; empty when none did.</summary>
    public ImmutableArray<string> OfConnection(int connection) => flows.GetValueOrDefault(connection, []);
}
