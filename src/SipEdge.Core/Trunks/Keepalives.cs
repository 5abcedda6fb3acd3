using SipEdge.Core.Configuration;
using SipEdge.Sip.Transport;

namespace SipEdge.Core.Trunks;

/// <summary>
/// Keeps the ways to trunks open through NATs and firewalls (RFC 5626 §4.4.1), where a trunk asks for it: the addresses of its
/// gateways and its registrar. Owned by the first loop; it allocates only when the configuration has changed.
/// </summary>
internal sealed class Keepalives(ITransport transport, Func<ulong> random)
{
    private EdgeModel? _model;
    private Way[] _ways = [];

    /// <summary>Sends what is due; returns when to call again.</summary>
    public long OnTick(EdgeModel model, long now)
    {
        if (!ReferenceEquals(_model, model))
        {
            Take(model, now);
        }
        var next = long.MaxValue;
        foreach (ref var way in _ways.AsSpan())
        {
            if (way.Due <= now)
            {
                transport.KeepAlive(way.Flow);
                way.Due = now + Spread(way.Interval);
            }
            next = Math.Min(next, way.Due);
        }
        return next;
    }

    /// <summary>A way that stays keeps its clock: a configuration may change more often than its interval ends.</summary>
    private void Take(EdgeModel model, long now)
    {
        var before = _ways.ToDictionary(static way => way.Flow, static way => way.Due);
        _model = model;
        _ways =
        [
            .. from trunk in model.Trunks
               where trunk.Active && trunk.Signalling.Keepalive is not null
               let interval = (long)trunk.Signalling.Keepalive!.Value.TotalMilliseconds
               from target in trunk.Outbound.SelectMany(static gateway => gateway.Targets).Concat(trunk.Register?.Targets ?? [])
               group interval by target.Flow into way
               let shortest = way.Min()
               let due = Math.Min(before.GetValueOrDefault(way.Key, long.MaxValue), now + Spread(shortest))
               select new Way { Flow = way.Key, Interval = shortest, Due = due },
        ];
    }

    /// <summary>Between 80 and 100 % of the interval, so that many do not beat as one.</summary>
    private long Spread(long interval) => interval - (long)(random() % (ulong)Math.Max(1, interval / 5));

    private struct Way
    {
        public Flow Flow;
        public long Interval;
        public long Due;
    }
}
