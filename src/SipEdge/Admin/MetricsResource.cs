using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using SipEdge.Telemetry;

namespace SipEdge.Admin;

/// <summary>GET /metrics in the Prometheus text format.</summary>
internal static class MetricsResource
{
    public static void Map(IEndpointRouteBuilder routes, MetricsListener metrics) => routes.MapGet("/metrics",
        async (HttpContext context) =>
    {
        context.Response.ContentType = PrometheusText.ContentType;
        await context.Response.WriteAsync(metrics.Scrape(), context.RequestAborted).ConfigureAwait(false);
    });
}
