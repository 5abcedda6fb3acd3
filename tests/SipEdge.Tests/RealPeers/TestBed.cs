using System.Net;
using System.Net.NetworkInformation;

namespace SipEdge.Tests.RealPeers;

/// <summary>
/// What one test owns: a /24 of loopback addresses, so that everybody can have port 5060 and tests can run side by side,
/// a folder, and the programs it started, which end with it.
/// </summary>
internal sealed class TestBed : IAsyncDisposable
{
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private static int _last = Random.Shared.Next(250);

    private readonly List<IAsyncDisposable> _owned = [];
    private readonly string _network = $"127.{16 + (Environment.ProcessId % 220)}.{Interlocked.Increment(ref _last) % 254}";

    public TestBed()
    {
        Edge = Address(1);
        Caller = Address(2);
        Callee = Address(3);
        SecondCallee = Address(4);
        Stranger = Address(66);
        Folder = Directory.CreateTempSubdirectory("sipedge-peers-").FullName;
    }

    public IPAddress Edge { get; }

    /// <summary>Where callers send to: the edge's UDP and TCP port.</summary>
    public IPEndPoint Target => new(Edge, 5060);

    public IPAddress Caller { get; }

    public IPAddress Callee { get; }

    public IPAddress SecondCallee { get; }

    /// <summary>An address that no configuration mentions.</summary>
    public IPAddress Stranger { get; }

    public string Folder { get; }

    public IPAddress Address(int host) => IPAddress.Parse($"{_network}.{host}");

    public string PathOf(string name) => Path.Combine(Folder, name);

    /// <summary>Disposed in reverse order with the bed.</summary>
    public T Own<T>(T resource)
        where T : IAsyncDisposable
    {
        _owned.Add(resource);
        return resource;
    }

    /// <summary>
    /// Asks again until the answer is yes. For what announces itself in no other way: a foreign program's socket, a counter.
    /// </summary>
    public static async Task Until(Func<Task<bool>> condition, TimeSpan timeout, Func<string> what)
    {
        using var limit = new CancellationTokenSource(timeout);
        using var tick = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        while (!await condition())
        {
            try
            {
                await tick.WaitForNextTickAsync(limit.Token);
            }
            catch (OperationCanceledException)
            {
                throw new TimeoutException($"Not within {timeout.TotalSeconds} s: {what()}");
            }
        }
    }

    public static Task UntilListening(IPEndPoint endpoint, bool tcp, ChildProcess process) => Until(
        () =>
        {
            if (process.HasExited)
            {
                throw new InvalidOperationException(
                    $"Ended before it listened on {endpoint}.\n{process.Output.Text}\n{process.Errors.Text}");
            }

            var properties = IPGlobalProperties.GetIPGlobalProperties();
            var listeners = tcp ? properties.GetActiveTcpListeners() : properties.GetActiveUdpListeners();
            return Task.FromResult(listeners.Contains(endpoint));
        },
        Patience,
        () => $"a {(tcp ? "TCP" : "UDP")} socket on {endpoint}\n{process.Output.Text}\n{process.Errors.Text}");

    public async ValueTask DisposeAsync()
    {
        for (var i = _owned.Count - 1; i >= 0; i--)
        {
            await _owned[i].DisposeAsync();
        }

        Directory.Delete(Folder, recursive: true);
    }
}
