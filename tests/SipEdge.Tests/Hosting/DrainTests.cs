using System.Threading.Channels;
using Microsoft.Extensions.Logging.Abstractions;
using SipEdge.Hosting;
using SipEdge.Systemd;

namespace SipEdge.Tests.Hosting;

public sealed class DrainTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly ManualTime _time = new();
    private readonly FakeCalls _calls = new();

    [Fact]
    public async Task An_idle_edge_stops_at_once()
    {
        await Start().WaitAsync(Patience);

        Assert.Equal(["drain"], _calls.Log);
    }

    [Fact]
    public async Task Live_calls_are_waited_for_and_not_ended()
    {
        _calls.Live = 2;
        var drain = Start();

        await StepAsync();
        Assert.False(drain.IsCompleted);
        _calls.Live = 0;
        await StepAsync();

        await drain.WaitAsync(Patience);
        Assert.Equal(["drain"], _calls.Log);
    }

    [Fact]
    public async Task What_is_left_when_the_time_is_over_is_ended()
    {
        _calls.Live = 2;
        _calls.EndsWhenTold = true;
        var drain = Start();

        await AdvanceUntilDoneAsync(drain);

        Assert.Equal(["drain", "end"], _calls.Log);
    }

    [Fact]
    public async Task A_peer_that_never_answers_the_bye_does_not_hold_up_the_stop()
    {
        _calls.Live = 1;
        var drain = Start();

        await AdvanceUntilDoneAsync(drain);

        Assert.Equal(["drain", "end"], _calls.Log);
    }

    [Fact]
    public async Task Carriers_are_told_before_the_edge_ends()
    {
        _calls.Registered = 2;
        var drain = Start();
        await AdvanceUntilDoneAsync(drain);
        Assert.True(_calls.Registered < 0, "it was asked until no carrier was left");
    }

    [Fact]
    public async Task A_second_signal_ends_the_wait()
    {
        _calls.Live = 1;
        using var atOnce = new CancellationTokenSource();
        var drain = Start(atOnce.Token);

        await atOnce.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => drain.WaitAsync(Patience));
    }

    private Task Start(CancellationToken atOnce = default) => new Drain(
        _calls, ServiceNotifier.FromEnvironment(static _ => null, 1), _time, NullLogger.Instance).RunAsync(Limit, atOnce);

    private async Task StepAsync()
    {
        _time.Advance(Drain.Step);
        await _calls.CountedAsync();
    }

    private async Task AdvanceUntilDoneAsync(Task drain)
    {
        using var patience = new CancellationTokenSource(Patience);
        while (!drain.IsCompleted)
        {
            patience.Token.ThrowIfCancellationRequested();
            _time.Advance(Drain.Step);
            await Task.Yield();
        }

        await drain;
    }

    private sealed class FakeCalls : IDrainable
    {
        private readonly Channel<int> _counted = Channel.CreateUnbounded<int>();
        private int _counts;

        public List<string> Log { get; } = [];

        public int Live { get; set; }

        /// <summary>How often it is asked until every carrier has been told.</summary>
        public int Registered { get; set; }

        public bool EndsWhenTold { get; set; }

        public void BeginDrain() => Log.Add("drain");

        public Task<int> UnregisteringAsync(CancellationToken cancellation) => Task.FromResult(Registered-- > 0 ? 1 : 0);

        public void EndCalls()
        {
            Log.Add("end");
            Live = EndsWhenTold ? 0 : Live;
        }

        public Task<int> LiveCallsAsync(CancellationToken cancellation)
        {
            if (_counts++ > 0)
            {
                _counted.Writer.TryWrite(Live); // the first count is the drain's own start
            }

            return Task.FromResult(Live);
        }

        public async Task CountedAsync()
        {
            using var patience = new CancellationTokenSource(Patience);
            await _counted.Reader.ReadAsync(patience.Token);
        }
    }
}
