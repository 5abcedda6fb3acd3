using System.Net;
using System.Net.Sockets;
using System.Text;
using SipEdge.Admin;
using SipEdge.Cli;
using SipEdge.Tests.Cli;

namespace SipEdge.Tests.Hosting;

/// <summary><c>sipedge run</c> in this process, on free loopback ports, with a configuration of the test's.</summary>
internal sealed class RunningEdge : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly Console _output = new();
    private readonly StringWriter _error = new();
    private readonly Task<int> _running;
    private int? _exitCode;

    private RunningEdge(ScratchDirectory directory, int port)
    {
        Directory = directory;
        Port = port;
        _running = CommandLine.RunAsync(
            ["run", "--config", ConfigFile, "--log-level", "Error"], new Terminal(_output, _error));
    }

    public ScratchDirectory Directory { get; }

    /// <summary>Of UDP and TCP.</summary>
    public int Port { get; }

    public string ConfigFile => Directory.File("sipedge.yaml");

    public string Socket => Directory.File("admin/sipedge.sock");

    public string Output => _output.ToString();

    public static string Configuration(ScratchDirectory directory, int port, string more = "", string listeners = "", string to = "echo") => $"""
        version: 1
        listeners:
          - name: udp
            transport: udp
            bind: 127.0.0.1:{port}
          - name: tcp
            transport: tcp
            bind: 127.0.0.1:{port}
        {listeners}
        acls:
          nobody:
            addresses: [192.0.2.0/24]
        domains:
          edge.test: {"{"} acls: [nobody] {"}"}
        default_domain: edge.test
        unknown_source: 403
        routes:
          - to: {to}
        media:
          ipv4: {"{"} address: 127.0.0.1 {"}"}
        calls:
          drain_seconds: 5
        admin:
          socket: {directory.File("admin/sipedge.sock")}
        records:
          path: {directory.File("records.jsonl")}
        {more}
        """;

    /// <summary>Returns when the edge told its listeners.</summary>
    public static async Task<RunningEdge> StartAsync(string more = "", string listeners = "", string to = "echo")
    {
        var directory = new ScratchDirectory();
        var port = FreePort();
        directory.Write("sipedge.yaml", Configuration(directory, port, more, listeners, to));
        var edge = new RunningEdge(directory, port);
        var told = edge._output.Saw("listening on tcp");
        await Task.WhenAny(told, edge._running).WaitAsync(Patience);
        Assert.True(told.IsCompleted, $"the edge did not start: {edge._error}");
        return edge;
    }

    public static int FreePort()
    {
        using var tcp = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        using var udp = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        tcp.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        udp.Bind(tcp.LocalEndPoint!);
        return ((IPEndPoint)tcp.LocalEndPoint!).Port;
    }

    public Task<string> InviteAsync() => InviteAsync(Port);

    /// <summary>With header lines of the test's.</summary>
    public Task<string> InviteAsync(params ReadOnlySpan<string> headers) => InviteAsync(Port, headers);

    /// <summary>The first response to an INVITE from an address of this machine.</summary>
    public static Task<string> InviteAsync(int port, params ReadOnlySpan<string> headers) =>
        InviteAsync(port, string.Concat(headers.ToArray().Select(static header => header + "\n")));

    private static async Task<string> InviteAsync(int port, string headers)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        var local = socket.LocalEndPoint!.ToString();
        var unique = Guid.NewGuid().ToString("N");
        var invite = $"""
            INVITE sip:100@edge.test SIP/2.0
            Via: SIP/2.0/UDP {local};branch=z9hG4bK{unique};rport
            Max-Forwards: 70
            From: <sip:alice@edge.test>;tag=a{unique}
            To: <sip:100@edge.test>
            Call-ID: {unique}
            CSeq: 1 INVITE
            Contact: <sip:alice@{local}>
            {headers}Content-Length: 0


            """.ReplaceLineEndings("\r\n");
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(10));
        await socket.SendToAsync(Encoding.ASCII.GetBytes(invite), new IPEndPoint(IPAddress.Loopback, port), patience.Token);
        var buffer = new byte[4096];
        return Encoding.ASCII.GetString(buffer, 0, await socket.ReceiveAsync(buffer, patience.Token));
    }

    public async Task<int> DrainAsync()
    {
        if (_exitCode is null)
        {
            using var client = new AdminClient(Socket);
            await client.PostAsync("drain", AdminJson.Default.DrainReport, default);
            _exitCode = await _running.WaitAsync(Patience);
        }

        return _exitCode.Value;
    }

    public async ValueTask DisposeAsync()
    {
        await DrainAsync();
        Directory.Dispose();
        await _output.DisposeAsync();
        await _error.DisposeAsync();
    }

    /// <summary>Keeps what was written and tells when a line came.</summary>
    private sealed class Console : TextWriter
    {
        private readonly StringBuilder _text = new();
        private readonly List<(string Wanted, TaskCompletionSource Seen)> _waiting = [];

        public override Encoding Encoding => Encoding.UTF8;

        public override void Write(char value)
        {
            lock (_text)
            {
                _text.Append(value);
                if (value == '\n')
                {
                    var text = _text.ToString();
                    _waiting.Where(w => text.Contains(w.Wanted, StringComparison.Ordinal)).ToList().ForEach(static w => w.Seen.TrySetResult());
                }
            }
        }

        public Task Saw(string text)
        {
            var seen = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            lock (_text)
            {
                _waiting.Add((text, seen));
                if (_text.ToString().Contains(text, StringComparison.Ordinal))
                {
                    seen.TrySetResult();
                }
            }

            return seen.Task;
        }

        public override string ToString()
        {
            lock (_text)
            {
                return _text.ToString();
            }
        }
    }
}
