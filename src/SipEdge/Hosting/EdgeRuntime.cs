using System.Net;
using System.Security.Cryptography;
using Microsoft.Extensions.Logging;
using SipEdge.Admin;
using SipEdge.Core.Abuse;
using SipEdge.Core.Admission;
using SipEdge.Core.Calls;
using SipEdge.Core.Configuration;
using SipEdge.Core.Observability;
using SipEdge.Core.Phones;
using SipEdge.Core.Phones.Registering;
using SipEdge.Core.Pipeline;
using SipEdge.Core.Registrations;
using SipEdge.Core.Trunks;
using SipEdge.Media.Relay;
using SipEdge.Sip.Authentication;
using SipEdge.Sip.Transport;
using SipEdge.Systemd;

namespace SipEdge.Hosting;

/// <summary>
/// The edge at work: the listeners and their loops, the media relay, and one <see cref="Edge"/> on each loop. What is asked of
/// it from outside travels to the loops as commands.
/// </summary>
internal sealed class EdgeRuntime : IDrainable, IDisposable
{
    /// <summary>A loop answers in microseconds; one that takes this long hangs, and whoever asks has to learn it.</summary>
    private static readonly TimeSpan LoopPatience = TimeSpan.FromSeconds(2);

    private static readonly TimeSpan SweepEvery = TimeSpan.FromSeconds(1);

    private readonly CallMetrics _callMetrics = new();
    private readonly EdgeMetrics _edgeMetrics;
    private readonly RelayPlane _media;
    private readonly TransportHost _transport;
    private readonly Edge[] _edges;
    private readonly AbuseGuard _abuse;
    private readonly AbuseMetrics _abuseMetrics;
    private readonly ITimer _abuseSweep;

    // Read by every loop for each decision, swapped by a reload.
    private volatile EdgeModel _model;

    private EdgeRuntime(
        EdgeModel model, AbuseGuard abuse, TransportHost transport, RelayPlane media, MovedLegs moved, IEdgeRecords records,
        ILoggerFactory loggers, TimeProvider time)
    {
        _model = model;
        _abuse = abuse;
        _media = media;
        _transport = transport;
        _edges = new Edge[_transport.Loops.Count];
        Board = new TrunkBoard(_edges.Length);
        var phones = new PhoneBook();
        var neighbours = new Neighbours(_edges.Length, moved, (loop, command) => transport.Loops[loop].Post(command));

        // A key for each loop: a nonce is honoured by the loop that remembers its uses, and forgotten with the process.
        Span<byte> nonceKey = stackalloc byte[32];
        for (var loop = 0; loop < _edges.Length; loop++)
        {
            RandomNumberGenerator.Fill(nonceKey);
            _edges[loop] = new Edge(new EdgeEnvironment(
                loop,
                _edges.Length,
                () => _model,
                _transport.Loops[loop].Transport,
                _media,
                records,
                new NonceFactory(nonceKey, model.Security.NonceLifetimeMs),
                _callMetrics,
                loggers,
                RandomNumberGenerator.Fill,
                time,
                TransportSettings.Transactions(model))
            {
                TokenUses = TokenUses,
                Abuse = abuse,
                Board = Board,
                Phones = phones,
                Neighbours = neighbours,
            });
            _transport.Loops[loop].Handler = _edges[loop];
        }

        _edgeMetrics = new EdgeMetrics(_edges, media, () => _model, Board, time, () => transport.Now);
        _abuseMetrics = new AbuseMetrics(abuse);
        _abuseSweep = time.CreateTimer(_ => abuse.Sweep(transport.Now), null, SweepEvery, SweepEvery);
        Bans = new BanDesk(abuse, () => _model, () => transport.Now, time);
    }

    public EdgeModel Model => _model;

    /// <summary>When each header token was last used; outlives a reload.</summary>
    public TokenUses TokenUses { get; } = new();

    public BanDesk Bans { get; }

    /// <summary>What is known of every trunk; outlives a reload.</summary>
    public TrunkBoard Board { get; }

    /// <summary>The clock that the loops and the board go by.</summary>
    public long Now => _transport.Now;

    public int LoopCount => _edges.Length;

    public int MediaSessions => _media.OpenSessions;

    public MediaTotals MediaTotals => _media.ReadTotals();

    public IReadOnlyList<ListenerReport> Listeners =>
    [
        .. _model.Listeners.Select(listener => new ListenerReport(
            listener.Name, TransportSettings.Name(listener.Transport),
            new IPEndPoint(listener.Bind.Address, _transport.BoundPort(listener.Number)).ToString())),
    ];

    /// <summary>Binds every listener and starts every loop, or throws with the listener that could not be bound.</summary>
    public static EdgeRuntime Start(
        EdgeModel model,
        CertificateSet certificates,
        IEdgeRecords records,
        ILoggerFactory loggers,
        TimeProvider time,
        IReadOnlyList<InheritedSocket>? inherited = null)
    {
        inherited ??= [];
        ListenerProbe.Check(model, inherited);
        var abuse = new AbuseGuard(model, records, time);
        var moved = new MovedLegs();
        var transport = new TransportHost(TransportSettings.Of(model, certificates, abuse, inherited, moved), loggers, time);
        EdgeRuntime? runtime = null;
        try
        {
            var media = new RelayPlane(
                RelaySettings.Of(model, transport.Loops.Count), owner => transport.Loops[owner].Wake());
            runtime = new EdgeRuntime(model, abuse, transport, media, moved, records, loggers, time);
            transport.Start();
            return runtime;
        }
        catch
        {
            runtime?.Dispose();
            transport.Dispose();
            throw;
        }
    }

    /// <summary>Decisions from now on are the new model's; calls that are up keep what they were decided by.</summary>
    public void Apply(EdgeModel model)
    {
        _model = model;
        _abuse.Apply(model, _transport.Now);
        TokenUses.KeepOnly(model);
        _transport.TrustChanged();
        _transport.Loops[0].Wake(); // registrations follow at once
    }

    public Task<EdgeStatus[]> StatusAsync(CancellationToken cancellation) => AskAllAsync(static edge => edge.Status(),
        cancellation);

    public async Task<IReadOnlyList<CallSummary>> CallsAsync(CancellationToken cancellation)
    {
        var perLoop = await AskAllAsync(
            static edge =>
            {
                var calls = new List<CallSummary>();
                edge.CopyCalls(calls);
                return calls;
            },
            cancellation).ConfigureAwait(false);
        return [.. perLoop.SelectMany(static calls => calls)];
    }

    /// <summary>From the loop that owns registrations.</summary>
    public async Task<IReadOnlyList<PhoneStatus>> PhonesAsync(CancellationToken cancellation)
    {
        var now = _transport.Now;
        var perLoop = await AskAllAsync(
            edge =>
            {
                var phones = new List<PhoneStatus>();
                edge.CopyPhones(phones, now);
                return phones;
            },
            cancellation).ConfigureAwait(false);
        return [.. perLoop.SelectMany(static phones => phones)];
    }

    /// <summary>Every registered contact as it outlives the process.</summary>
    public async Task<IReadOnlyList<SavedPhone>> SavedPhonesAsync(CancellationToken cancellation)
    {
        var perLoop = await AskAllAsync(
            static (edge, now) =>
            {
                var phones = new List<SavedPhone>();
                edge.CopySavedPhones(phones, now);
                return phones;
            },
            cancellation).ConfigureAwait(false);
        return [.. perLoop.SelectMany(static phones => phones)];
    }

    /// <summary>How many of them could be taken up.</summary>
    public async Task<int> RestorePhonesAsync(IReadOnlyCollection<SavedPhone> saved, CancellationToken cancellation) =>
        (await AskAllAsync((edge, now) => edge.RestorePhones(saved, now), cancellation).ConfigureAwait(false)).Sum();

    /// <summary>Null when no loop remembers the attempt.</summary>
    public async Task<ExplainedAttempt?> ExplainAsync(string attempt, CancellationToken cancellation)
    {
        var perLoop = await AskAllAsync(edge => edge.Explain(attempt), cancellation).ConfigureAwait(false);
        return Array.Find(perLoop, static found => found is not null);
    }

    /// <summary>Has a loop say that it is alive.</summary>
    public void Ping(int loop, Action answer) => _transport.Loops[loop].Post(new LoopAction(_ => answer()));

    public void BeginDrain() => TellAll(static (edge, now) => edge.BeginDrain(now));

    public void EndCalls() => TellAll(static (edge, now) => edge.EndCalls(now));

    /// <summary>Ends the calls from and to a trunk; how many.</summary>
    public async Task<int> EndCallsOfAsync(string trunkId, CancellationToken cancellation)
    {
        var perLoop = await AskAllAsync((edge, now) => edge.EndCallsOf(trunkId, now), cancellation).ConfigureAwait(false);
        return perLoop.Sum();
    }

    public async Task<int> LiveCallsAsync(CancellationToken cancellation) =>
        (await StatusAsync(cancellation).ConfigureAwait(false)).Sum(static loop => loop.Calls);

    /// <summary>Null when no trunk of that name registers.</summary>
    public async Task<IReadOnlyCollection<TracedMessage>?> RegistrationTraceAsync(string trunk, CancellationToken cancellation) =>
        Array.Find(
            await AskAllAsync(edge => edge.RegistrationTrace(trunk), cancellation).ConfigureAwait(false),
            static trace => trace is not null);

    public async Task<int> UnregisteringAsync(CancellationToken cancellation) =>
        (await AskAllAsync(static edge => edge.Unregistering, cancellation).ConfigureAwait(false)).Sum();

    /// <summary>Signalling ends before media: what is told to media last is still heard.</summary>
    public void Dispose()
    {
        _transport.Dispose();
        _media.Dispose();
        _abuseSweep.Dispose();
        _abuse.Close(_transport.Now);
        _abuseMetrics.Dispose();
        _edgeMetrics.Dispose();
        _callMetrics.Dispose();
    }

    private Task<T[]> AskAllAsync<T>(Func<Edge, T> ask, CancellationToken cancellation) =>
        AskAllAsync((edge, _) => ask(edge), cancellation);

    private Task<T[]> AskAllAsync<T>(Func<Edge, long, T> ask, CancellationToken cancellation)
    {
        var answers = new Task<T>[_edges.Length];
        for (var loop = 0; loop < _edges.Length; loop++)
        {
            var edge = _edges[loop];
            var query = new LoopQuery<T>(now => ask(edge, now));
            _transport.Loops[loop].Post(query);
            answers[loop] = query.Answer;
        }

        return Task.WhenAll(answers).WaitAsync(LoopPatience, cancellation);
    }

    private void TellAll(Action<Edge, long> tell)
    {
        for (var loop = 0; loop < _edges.Length; loop++)
        {
            var edge = _edges[loop];
            _transport.Loops[loop].Post(new LoopAction(now => tell(edge, now)));
        }
    }
}
