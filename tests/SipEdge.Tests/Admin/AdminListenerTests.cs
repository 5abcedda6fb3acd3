using System.Net;
using SipEdge.Admin;
using SipEdge.Tests.Telemetry;

namespace SipEdge.Tests.Admin;

public sealed class AdminListenerTests
{
    [Fact]
    public async Task The_socket_is_its_owners_alone()
    {
        await using var server = await AdminServer.StartAsync();

        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(server.SocketPath));
    }

    [Fact]
    public async Task What_a_crashed_edge_left_behind_is_replaced()
    {
        await using var server = await AdminServer.StartAsync(staleSocket: true);
        using var client = new AdminClient(server.SocketPath);

        Assert.Equal("running", (await client.GetAsync("status", AdminJson.Default.StatusReport, default)).State);
    }

    [Fact]
    public async Task A_socket_with_a_live_edge_behind_it_is_taken()
    {
        await using var server = await AdminServer.StartAsync();

        Assert.True(AdminListener.IsTaken(server.SocketPath));
        Assert.False(AdminListener.IsTaken(server.SocketPath + ".other"));
    }

    [Fact]
    public async Task Metrics_are_valid_prometheus_text_over_tcp()
    {
        await using var server = await AdminServer.StartAsync();
        using var http = new HttpClient();

        using var response = await http.GetAsync(new Uri(server.Tcp, "metrics"));

        Assert.Equal("text/plain; version=0.0.4; charset=utf-8", response.Content.Headers.ContentType!.ToString());
        Assert.NotEmpty(PrometheusReader.Read(await response.Content.ReadAsStringAsync()).Samples);
    }

    [Theory]
    [InlineData("reload")]
    [InlineData("drain")]
    public async Task Who_may_read_metrics_over_tcp_may_not_command(string resource)
    {
        await using var server = await AdminServer.StartAsync();
        using var http = new HttpClient();

        using var response = await http.PostAsync(new Uri(server.Tcp, resource), null);

        Assert.Equal(HttpStatusCode.MethodNotAllowed, response.StatusCode);
        Assert.False(server.Edge.Drained.Task.IsCompleted);
    }

    [Fact]
    public async Task Health_is_503_while_draining()
    {
        await using var server = await AdminServer.StartAsync();
        using var http = new HttpClient();

        Assert.Equal("running\n", await http.GetStringAsync(new Uri(server.Tcp, "health")));
        server.Edge.State = "draining";
        using var response = await http.GetAsync(new Uri(server.Tcp, "health"));

        Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
    }

    [Fact]
    public async Task A_loop_that_hangs_makes_the_edge_unhealthy_and_a_verb_says_so()
    {
        await using var server = await AdminServer.StartAsync();
        server.Edge.Silent = true;
        using var http = new HttpClient();

        using var response = await http.GetAsync(new Uri(server.Tcp, "health"));
        var run = await Cli.Sipedge.RunAsync("status", "--socket", server.SocketPath);

        Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
        Assert.Equal((1, "sipedge: the edge cannot answer (503): a loop does not answer\n"), (run.ExitCode, run.Error));
    }

    [Fact]
    public async Task A_drain_is_begun_over_the_unix_socket()
    {
        await using var server = await AdminServer.StartAsync();
        using var client = new AdminClient(server.SocketPath);

        var report = await client.PostAsync("drain", AdminJson.Default.DrainReport, default);

        Assert.Equal("draining", report.State);
        await server.Edge.Drained.Task.WaitAsync(TimeSpan.FromSeconds(10));
    }
}
