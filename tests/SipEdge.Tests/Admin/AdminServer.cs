using System.Net;
using Microsoft.AspNetCore.Builder;
using SipEdge.Admin;
using SipEdge.Telemetry;

namespace SipEdge.Tests.Admin;

/// <summary>The admin listener alone, in front of a fake edge, on a socket in a directory of its own.</summary>
internal sealed class AdminServer : IAsyncDisposable
{
    private readonly WebApplication _application;
    private readonly MetricsListener _metrics = new(MetricsListener.IsOfEdge);
    private readonly string _directory;

    private AdminServer(WebApplication application, string directory, FakeEdge edge)
    {
        _application = application;
        _directory = directory;
        Edge = edge;
        AdminListener.Map(application, edge, _metrics);
    }

    public FakeEdge Edge { get; }

    public string SocketPath => Path.Combine(_directory, "sipedge.sock");

    /// <summary>http://127.0.0.1:port of the TCP listener.</summary>
    public Uri Tcp => new(_application.Urls.Single(u => u.StartsWith("http://127", StringComparison.Ordinal)));

    public static async Task<AdminServer> StartAsync(bool staleSocket = false)
    {
        var directory = Directory.CreateTempSubdirectory("sipedge-admin-").FullName;
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        var path = Path.Combine(directory, "sipedge.sock");
        if (staleSocket)
        {
            await File.WriteAllTextAsync(path, "left behind");
        }

        AdminListener.Configure(builder, path, new IPEndPoint(IPAddress.Loopback, 0));
        var server = new AdminServer(builder.Build(), directory, new FakeEdge());
        await server._application.StartAsync();
        return server;
    }

    public async ValueTask DisposeAsync()
    {
        await _application.StopAsync();
        await _application.DisposeAsync();
        _metrics.Dispose();
        Directory.Delete(_directory, recursive: true);
    }
}
