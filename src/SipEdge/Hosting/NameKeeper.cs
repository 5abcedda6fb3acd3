using Microsoft.Extensions.Logging;
using SipEdge.Admin;
using SipEdge.Core.Configuration;
using SipEdge.Sip.Resolution;

namespace SipEdge.Hosting;

/// <summary>
/// Keeps what the names of the configuration stand for: asks when a TTL is over, keeps the last good answer when there is none, and
/// tells when one differs. docs/decisions/0009-names.md.
/// </summary>
internal sealed class NameKeeper : IDisposable
{
    private static readonly TimeSpan FirstRetry = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan LastRetry = TimeSpan.FromMinutes(1);

    // Names of one carrier change within the same moment: one compile for all of them.
    private static readonly TimeSpan Settling = TimeSpan.FromMilliseconds(100);

    private readonly Lock _lock = new();
    private readonly Dictionary<SipHost, KeptName> _names = [];
    private readonly TimeProvider _time;
    private readonly ILogger<NameKeeper> _logger;
    private readonly NameMetrics _metrics;
    private readonly ITimer _settled;
    private volatile NameBook _book = NameBook.Empty;
    private volatile NameLookup _lookup;
    private DnsOptions _options = new();
    private Action _changed = static () => { };

    public NameKeeper(TimeProvider time, ILogger<NameKeeper> logger)
    {
        _time = time;
        _logger = logger;
        _lookup = new NameLookup(_options, time);
        _settled = time.CreateTimer(_ => _changed(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _metrics = new NameMetrics(this);
    }

    /// <summary>What is known now.</summary>
    public NameBook Book => _book;

    public DnsClient Client => _lookup.Client;

    public IReadOnlyList<NameReport> Names
    {
        get
        {
            lock (_lock)
            {
                return [.. _names.Values.OrderBy(static name => name.Host.Name, StringComparer.Ordinal).Select(Report)];
            }
        }
    }

    /// <summary>From now on a change is told.</summary>
    public void OnChange(Action changed) => _changed = changed;

    /// <summary>
    /// As <see cref="Adopt"/>. Returns when each name has been asked for, or after the time that the options give to it: a dead
    /// resolver must not hold up a start.
    /// </summary>
    public async Task AdoptAsync(EdgeOptions options, CancellationToken cancellation)
    {
        Adopt(options);
        Task[] asked;
        lock (_lock)
        {
            asked = [.. _names.Values.Select(static name => name.Asked.Task)];
        }
        var all = Task.WhenAll(asked);
        using var waiting = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        await Task.WhenAny(all, Task.Delay(options.Dns.StartWait, _time, waiting.Token)).ConfigureAwait(false);
        await waiting.CancelAsync().ConfigureAwait(false);
        cancellation.ThrowIfCancellationRequested();
    }

    /// <summary>Keeps the names of these options and no others.</summary>
    /// <returns>Those that nothing is known of yet; when that changes it is told as any change.</returns>
    public IReadOnlyList<string> Adopt(EdgeOptions options)
    {
        lock (_lock)
        {
            if (options.Dns != _options)
            {
                _options = options.Dns;
                _lookup = new NameLookup(_options, _time);
            }
            var wanted = ConfiguredNames.Of(options).ToLookup(static name => name.Host, static name => name.Path);
            foreach (var gone in _names.Keys.Where(host => !wanted.Contains(host)).ToList())
            {
                _names.Remove(gone, out var name);
                name!.Dispose();
            }
            foreach (var use in wanted)
            {
                if (!_names.TryGetValue(use.Key, out var name))
                {
                    _names.Add(use.Key, name = new KeptName(use.Key));
                    Keep(name);
                }
                name.UsedBy = [.. use];
            }
            return [.. _names.Values.Where(static name => !name.Asked.Task.IsCompleted)
                .Select(static name => name.Host.Name)
                .Distinct(StringComparer.Ordinal)
                .Order(StringComparer.Ordinal)];
        }
    }

    public void Dispose()
    {
        lock (_lock)
        {
            foreach (var name in _names.Values)
            {
                name.Dispose();
            }
            _names.Clear();
        }
        _settled.Dispose();
        _metrics.Dispose();
    }

    private void Keep(KeptName name)
    {
        var dropped = name.Dropped;
        _ = Task.Run(() => KeepAsync(name, dropped), dropped).ContinueWith(
            failed => NameLog.Failed(_logger, failed.Exception!, name.Host.Name),
            CancellationToken.None,
            TaskContinuationOptions.OnlyOnFaulted,
            TaskScheduler.Default);
    }

    private async Task KeepAsync(KeptName name, CancellationToken dropped)
    {
        while (true)
        {
            var plan = await _lookup.ResolveAsync(name.Host, dropped).ConfigureAwait(false);
            var pause = Take(name, plan, dropped);
            name.Asked.TrySetResult();
            await Task.Delay(pause, _time, dropped).ConfigureAwait(false);
        }
    }

    /// <returns>When to ask again.</returns>
    private TimeSpan Take(KeptName name, SipPlan plan, CancellationToken dropped)
    {
        lock (_lock)
        {
            dropped.ThrowIfCancellationRequested();
            var pause = plan.Places.IsEmpty ? TakeFailure(name, plan) : TakePlaces(name, plan);
            name.NextAt = _time.GetUtcNow() + pause;
            return pause;
        }
    }

    private TimeSpan TakePlaces(KeptName name, SipPlan plan)
    {
        var before = name.Addresses;
        if (!name.Places.SequenceEqual(plan.Places))
        {
            var known = !name.Places.IsEmpty;
            name.Places = plan.Places;
            _book = _book.With(name.Host, plan.Places);
            if (known)
            {
                NameLog.Changed(_logger, name.Host.Name, before, name.Addresses);
            }
            else
            {
                NameLog.Resolved(_logger, name.Host.Name, name.Addresses);
            }
            _settled.Change(Settling, Timeout.InfiniteTimeSpan);
        }
        else if (name.Failures > 0)
        {
            NameLog.Recovered(_logger, name.Host.Name);
        }
        name.Error = null;
        name.Failures = 0;
        name.ResolvedAt = _time.GetUtcNow();
        return TimeSpan.FromSeconds(Math.Clamp(plan.Ttl, _options.MinTtl.TotalSeconds, _options.MaxTtl.TotalSeconds));
    }

    private TimeSpan TakeFailure(KeptName name, SipPlan plan)
    {
        name.Error = plan.Failure;
        if (name.Failures++ == 0)
        {
            if (name.Places.IsEmpty)
            {
                NameLog.Unresolved(_logger, name.Host.Name, plan.Failure!);
            }
            else
            {
                NameLog.Stale(_logger, name.Host.Name, plan.Failure!);
            }
        }
        var pause = FirstRetry < _options.MinTtl ? FirstRetry : _options.MinTtl;
        return TimeSpan.FromSeconds(Math.Min(
            LastRetry.TotalSeconds, pause.TotalSeconds * (1 << Math.Min(name.Failures - 1, 10))));
    }

    private static NameReport Report(KeptName name) => new(
        name.Host.Name,
        name.UsedBy,
        [.. name.Places.Select(static place => new PlaceReport(
            place.Address.ToString(), TransportSettings.Name(place.Transport), place.Priority, place.Weight, place.Origin))],
        name.ResolvedAt,
        name.NextAt,
        name.Error);
}
