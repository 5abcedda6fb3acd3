using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Net;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using SipEdge.Telemetry;

namespace SipEdge.Tests.Telemetry;

public sealed class OtlpExportTests
{
    private const string Metrics = "/opentelemetry.proto.collector.metrics.v1.MetricsService/Export";
    private const string Traces = "/opentelemetry.proto.collector.trace.v1.TraceService/Export";

    [Fact]
    public async Task Metrics_and_spans_reach_a_collector_and_the_last_ones_leave_at_the_stop()
    {
        await using var collector = await Collector.StartAsync();
        using var meter = new Meter("SipEdge");
        using var source = new ActivitySource("SipEdge");
        using (new OtlpExport(collector.Endpoint, "0.1.0", "test"))
        {
            meter.CreateCounter<long>("sipedge.test.otlp").Add(1);
            using var span = source.StartActivity("call attempt");
            Assert.NotNull(span);
            span.SetTag("sipedge.reason", "answered");
        }

        Assert.Contains("sipedge.test.otlp", collector.Bodies(Metrics), StringComparison.Ordinal);
        Assert.Contains("call attempt", collector.Bodies(Traces), StringComparison.Ordinal);
        Assert.Contains("sipedge.reason", collector.Bodies(Traces), StringComparison.Ordinal);
    }

    /// <summary>Takes what an OTLP exporter sends over gRPC and keeps the raw messages: names stand in them as they are.</summary>
    private sealed class Collector : IAsyncDisposable
    {
        private readonly ConcurrentQueue<(string Path, string Body)> _received = new();
        private readonly WebApplication _application;

        private Collector()
        {
            var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
            builder.WebHost.UseKestrelCore().ConfigureKestrel(static kestrel =>
                kestrel.Listen(IPAddress.Loopback, 0, static listen => listen.Protocols = HttpProtocols.Http2));
            builder.Services.AddRoutingCore();
            _application = builder.Build();
            _application.Run(async context =>
            {
                using var body = new MemoryStream();
                await context.Request.Body.CopyToAsync(body);
                _received.Enqueue((context.Request.Path, Encoding.Latin1.GetString(body.ToArray())));

                // An empty response message in gRPC's framing.
                context.Response.ContentType = "application/grpc";
                context.Response.AppendTrailer("grpc-status", "0");
                await context.Response.Body.WriteAsync(new byte[5]);
            });
        }

        public Uri Endpoint => new(_application.Urls.Single());

        public static async Task<Collector> StartAsync()
        {
            var collector = new Collector();
            await collector._application.StartAsync();
            return collector;
        }

        public string Bodies(string path) => string.Concat(_received.Where(r => r.Path == path).Select(static r => r.Body));

        public async ValueTask DisposeAsync()
        {
            await _application.StopAsync();
            await _application.DisposeAsync();
        }
    }
}
