using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace SipEdge.Admin;

/// <summary>GET /status</summary>
internal static class StatusResource
{
    public static void Map(IEndpointRouteBuilder routes, IEdgeControl edge) => routes.MapGet("/status",
        async (HttpContext context) =>
        await context.Response.WriteAsJsonAsync(
            await edge.StatusAsync(context.RequestAborted).ConfigureAwait(false),
            AdminJson.Default.StatusReport,
            cancellationToken: context.RequestAborted).ConfigureAwait(false));
}
