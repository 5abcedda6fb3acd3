using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace SipEdge.Tests.RealPeers;

/// <summary>kamailio with a script of the test's. What it keeps is in memory: started anew it knows nothing.</summary>
internal sealed class KamailioProcess : IAsyncDisposable
{
    private static readonly string[] Needed = ["tm", "sl", "rr", "pv", "xlog", "textops", "siputils"];

    private readonly ChildProcess _process;

    private KamailioProcess(ChildProcess process) => _process = process;

    /// <summary>What the script says with xlog is here, among the program's own lines.</summary>
    public LineLog Said => _process.Errors;

    public string Log => _process.Output.Text + _process.Errors.Text;

    public bool HasExited => _process.HasExited;

    public static async Task<KamailioProcess> Start(TestBed bed, KamailioSettings settings) =>
        bed.Own(await Start(bed.Folder, settings));

    /// <param name="parent">A folder of the test's; it may be that of another kamailio.</param>
    /// <param name="settings">Who it is.</param>
    public static async Task<KamailioProcess> Start(string parent, KamailioSettings settings)
    {
        var folder = Directory.CreateDirectory(Path.Combine(parent, $"kamailio-{settings.Address}")).FullName;
        var config = Path.Combine(folder, "kamailio.cfg");
        if (settings.Tls is { } tls)
        {
            await File.WriteAllTextAsync(Path.Combine(folder, "tls.cfg"), Domains(tls));
        }

        await File.WriteAllTextAsync(config, Configuration(settings, folder));
        var process = ChildProcess.Start("kamailio", ["-f", config, "-DD", "-E", "-m", "32", "-Y", folder], folder);
        await TestBed.UntilListening(new IPEndPoint(settings.Address, settings.Port), tcp: false, process);
        if (settings.Tcp || settings.Tls is not null)
        {
            var port = settings.Tls is null ? settings.Port : settings.Port + 1;
            await TestBed.UntilListening(new IPEndPoint(settings.Address, port), tcp: true, process);
        }

        return new KamailioProcess(process);
    }

    /// <summary>As when a machine loses its power.</summary>
    public Task Kill() => _process.Kill();

    public async Task Stop()
    {
        _process.Terminate();
        await _process.WaitForExit(TestBed.Patience);
    }

    public ValueTask DisposeAsync() => _process.DisposeAsync();

    private static string Configuration(KamailioSettings settings, string folder)
    {
        var (address, port) = (Text(settings.Address), settings.Port);
        var source = settings.Address.AddressFamily == AddressFamily.InterNetworkV6 ? "tcp_source_ipv6" : "tcp_source_ipv4";
        var stream = settings.Tcp || settings.Tls is not null;
        var tls = settings.Tls is not null;
        return string.Create(CultureInfo.InvariantCulture, $$"""
            log_stderror=yes
            children=1
            tcp_children=1
            {{(stream ? $"{source}={address}" : "disable_tcp=yes")}}
            {{(tls ? "enable_tls=yes" : "")}}
            listen=udp:{{address}}:{{port}}
            {{(settings.Also is null ? "" : $"listen=udp:{Text(settings.Also)}:5060")}}
            {{(settings.Tcp ? $"listen=tcp:{address}:{port}" : "")}}
            {{(tls ? $"listen=tls:{address}:{port + 1}" : "")}}
            {{Lines(Needed.Concat(settings.Modules).Concat(tls ? ["tls"] : []).Select(name => $"loadmodule \"{name}.so\""))}}
            {{(tls ? $"modparam(\"tls\", \"config\", \"{folder}/tls.cfg\")" : "")}}
            {{Lines(settings.Parameters.Select(parameter => $"modparam({parameter})"))}}

            {{settings.Script}}

            """);
    }

    private static string Domains(KamailioTls tls)
    {
        var asks = tls.AsksForCertificate ? "yes" : "no";
        var files = $"private_key = {tls.Own.Key}\ncertificate = {tls.Own.Certificate}\nca_list = {tls.AuthorityFile}\n";
        return $"""
            [server:default]
            method = TLSv1.2+
            verify_certificate = {asks}
            require_certificate = {asks}
            {files}
            [client:default]
            method = TLSv1.2+
            verify_certificate = yes
            require_certificate = yes
            {files}
            """;
    }

    private static string Text(IPAddress address) => address.AddressFamily == AddressFamily.InterNetworkV6 ? $"[{address}]" : address.ToString();

    private static string Lines(IEnumerable<string> lines) => string.Join('\n', lines);
}
