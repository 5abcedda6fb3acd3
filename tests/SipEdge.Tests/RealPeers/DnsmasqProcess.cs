using System.Globalization;
using System.Net;
using System.Net.Sockets;
using SipEdge.Tests.Cli;
using SipEdge.Tests.Hosting;

namespace SipEdge.Tests.RealPeers;

/// <summary>dnsmasq on loopback with a zone of the test's: addresses in a file that can change, other records as options.</summary>
internal sealed class DnsmasqProcess : IAsyncDisposable
{
    private readonly ChildProcess _process;
    private readonly string _hosts;
    private bool _stopped;

    private DnsmasqProcess(ChildProcess process, string hosts, int port)
    {
        _process = process;
        _hosts = hosts;
        Port = port;
    }

    public int Port { get; }

    /// <summary>Addresses have a TTL of a second.</summary>
    public static async Task<DnsmasqProcess> Start(ScratchDirectory directory, string hosts, params string[] records)
    {
        var port = RunningEdge.FreePort();
        var file = directory.Write("zone.hosts", hosts);
        var dnsmasq = new DnsmasqProcess(
            ChildProcess.Start("dnsmasq",
            [
                "--keep-in-foreground", "--conf-file=/dev/null", "--no-resolv", "--no-hosts", "--log-facility=-", "--pid-file=",
                $"--user={Environment.UserName}", string.Create(CultureInfo.InvariantCulture, $"--port={port}"),
                "--listen-address=127.0.0.1", "--bind-interfaces", "--local-ttl=1", "--local=/test/", $"--addn-hosts={file}", .. records,
            ], directory.Path),
            file, port);
        await TestBed.Until(
            () => Task.FromResult(IsListening(port)), TestBed.Patience, () => $"dnsmasq\n{dnsmasq._process.Errors.Text}");
        return dnsmasq;
    }

    /// <summary>A new set of addresses; dnsmasq reads it on SIGHUP.</summary>
    public async Task Change(string hosts)
    {
        await File.WriteAllTextAsync(_hosts, hosts);
        await using var kill = ChildProcess.Start("kill", ["-HUP", _process.Id.ToString(CultureInfo.InvariantCulture)], "/");
        Assert.Equal(0, await kill.WaitForExit(TestBed.Patience));
    }

    public ValueTask DisposeAsync()
    {
        if (_stopped)
        {
            return ValueTask.CompletedTask;
        }
        _stopped = true;
        return _process.DisposeAsync();
    }

    private static bool IsListening(int port)
    {
        using var probe = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            probe.Connect(IPAddress.Loopback, port);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
