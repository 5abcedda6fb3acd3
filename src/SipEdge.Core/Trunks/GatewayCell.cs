using System.Collections.Concurrent;
using SipEdge.Sip.Transport;

namespace SipEdge.Core.Trunks;

/// <summary>
/// What is known of one gateway of a trunk: of each address that it has, or that its name has, for itself. Two trunks that lead to the
/// same address do not share it: a carrier may be out of capacity for one account and not for the other.
/// </summary>
public sealed class GatewayCell(string name)
{
    private readonly ConcurrentDictionary<(TransportKind Transport, SocketEndpoint Address), TargetCell> _targets = new();

    public string Name => name;

    /// <summary>Every address that was of interest so far.</summary>
    public ICollection<TargetCell> Targets => _targets.Values;

    public TargetCell Target(TransportKind transport, SocketEndpoint address) =>
        _targets.TryGetValue((transport, address), out var cell)
            ? cell
            : _targets.GetOrAdd((transport, address), static key => new TargetCell(key.Transport, key.Address));

    /// <summary>Forgets addresses that the name does not have any more.</summary>
    internal void Keep(Func<TargetCell, bool> wanted)
    {
        foreach (var (key, cell) in _targets)
        {
            if (!wanted(cell))
            {
                _targets.TryRemove(key, out _);
            }
        }
    }
}
