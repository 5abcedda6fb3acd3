using System.Collections.Concurrent;
using System.Collections.Immutable;
using SipEdge.Core.Configuration;

namespace SipEdge.Core.Abuse;

/// <summary>
/// The bans in force, by network. A look-up asks once for every length of prefix that there is a ban of, mostly one, and takes no
/// lock; to begin and to end a ban does. A ban that is over counts no more at once, and is taken away by the next sweep.
/// </summary>
internal sealed class BanTable(int capacity)
{
    private const int Ipv4Bits = 96;

    private readonly ConcurrentDictionary<AddressPrefix, Ban> _bans = new();
    private readonly Lock _changing = new();

    // Written under the lock: how many bans of each length there are, and the lengths of which there are any.
    private readonly int[] _perLength = new int[129];
    private int[] _lengths = [];
    private long _refused;

    public int Count => _bans.Count;

    /// <summary>Bans that were due and found no room.</summary>
    public long Refused => Interlocked.Read(ref _refused);

    /// <param name="address">Of the source.</param>
    /// <param name="manualOnly">The edge's own bans are passed over, and hide none by hand of a network around them.</param>
    /// <param name="now">On the transports' clock.</param>
    public Ban? Find(UInt128 address, bool manualOnly, long now)
    {
        foreach (var length in Volatile.Read(ref _lengths))
        {
            // An IPv6 network around the IPv4-mapped addresses means none of them.
            if ((length >= Ipv4Bits || !SourceAddress.IsIpv4(address))
                && _bans.TryGetValue(AddressPrefix.Around(address, length), out var ban)
                && ban.Ends > now && (ban.Manual || !manualOnly))
            {
                return ban;
            }
        }
        return null;
    }

    /// <summary>
    /// False when there is no room, or when the edge would ban by itself what is banned already. A ban that is replaced is handed
    /// back, to be told of.
    /// </summary>
    public bool TryBegin(Ban ban, long now, out Ban? replaced)
    {
        lock (_changing)
        {
            replaced = _bans.GetValueOrDefault(ban.Prefix);
            if (replaced is null && _bans.Count >= capacity)
            {
                replaced = ban.Manual ? FirstToEnd() : null;
                if (replaced is null)
                {
                    _refused++;
                    return false;
                }
            }
            else if (replaced is not null && !ban.Manual && replaced.Ends > now)
            {
                replaced = null;
                return false;
            }
            if (replaced is not null)
            {
                Remove(replaced);
            }
            _bans[ban.Prefix] = ban;
            Note(ban.Prefix.Length, 1);
            return true;
        }
    }

    public Ban? Lift(AddressPrefix prefix)
    {
        lock (_changing)
        {
            if (_bans.TryGetValue(prefix, out var ban))
            {
                Remove(ban);
                return ban;
            }
            return null;
        }
    }

    /// <summary>Takes away what is over, and what else is pointed out.</summary>
    public ImmutableArray<Ban> Sweep(long now, Func<Ban, bool>? also = null)
    {
        var ended = ImmutableArray.CreateBuilder<Ban>();
        foreach (var (_, ban) in _bans)
        {
            if (ban.Ends <= now || also?.Invoke(ban) == true)
            {
                lock (_changing)
                {
                    if (_bans.TryGetValue(ban.Prefix, out var there) && ReferenceEquals(there, ban))
                    {
                        Remove(ban);
                        ended.Add(ban);
                    }
                }
            }
        }
        return ended.ToImmutable();
    }

    public ImmutableArray<Ban> InForce(long now) => [.. _bans.Values.Where(ban => ban.Ends > now)];

    private Ban? FirstToEnd() => _bans.Values.Where(ban => !ban.Manual).MinBy(ban => ban.Ends);

    private void Remove(Ban ban)
    {
        _bans.TryRemove(ban.Prefix, out _);
        Note(ban.Prefix.Length, -1);
    }

    private void Note(int length, int change)
    {
        _perLength[length] += change;
        if (_perLength[length] == Math.Max(change, 0))
        {
            Volatile.Write(
                ref _lengths, [.. Enumerable.Range(0, _perLength.Length).Where(bits => _perLength[bits] > 0).Reverse()]);
        }
    }
}
